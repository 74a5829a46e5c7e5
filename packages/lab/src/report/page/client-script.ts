/**
 * Draws every chart of the page, and draws again when the reader's colour scheme changes. Expressions are
 * interpreted (`ast`), so that the page works under a policy that forbids making code from text. The outcome
 * stands in <html data-charts>: "drawn", or "failed: …".
 */
export const clientScript = `
(() => {
  const { charts, datasets, configs } = JSON.parse(document.getElementById('chart-data').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  let views = [];
  async function draw() {
    root.dataset.charts = 'drawing';
    views.forEach((view) => view.finalize());
    const config = dark.matches ? configs.dark : configs.light;
    try {
      const results = await Promise.all(charts.map(({ id, spec }) =>
        vegaEmbed('#' + id, { ...spec, datasets }, { config, actions: false, renderer: 'svg', ast: true, tooltip: { theme: dark.matches ? 'dark' : 'light' } })));
      views = results.map((result) => result);
      root.dataset.charts = 'drawn';
      root.dataset.scheme = dark.matches ? 'dark' : 'light';
    } catch (error) {
      root.dataset.charts = 'failed: ' + error;
      console.error(error);
    }
  }
  dark.addEventListener('change', draw);
  draw();
})();
`;
