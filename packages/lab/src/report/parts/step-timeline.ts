import { stageTitles } from '../../train/stages.js';
import type { Chart } from '../charts/chart.js';
import { percent, quantity } from '../page/format.js';
import { html, type Html } from '../page/html.js';
import { stageUses, type StepTimeline } from '../step-timeline.js';
import { figure } from './figure.js';

/** One step as a timeline and a table, and what holds it up. */
export function stepTimelineSection(timeline: StepTimeline, chart: Chart): Html {
  const { durationS } = timeline;
  const uses = stageUses(timeline);
  const [longest] = [...uses].sort((a, b) => b.timeS - a.timeS);
  const slowest =
    longest === undefined
      ? undefined
      : `Most of it is ${stageTitles[longest.stage]}: ${quantity(longest.timeS, 's')} of ${quantity(durationS, 's')}.`;
  return html`<section aria-labelledby="timeline">
    <h2 id="timeline">One step, stage by stage</h2>
    <p class="lead">${slowest} timeline.json has every step; ui.perfetto.dev opens it.</p>
    <div class="grid">
      ${figure(chart)}
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Stage</th>
              <th scope="col" class="number">Begins</th>
              <th scope="col" class="number">Times</th>
              <th scope="col" class="number">At work</th>
              <th scope="col" class="number">Share</th>
            </tr>
          </thead>
          <tbody>
            ${uses.map(
              ({ stage, firstS, times, timeS }) =>
                html`<tr>
                  <th scope="row">${stageTitles[stage]}</th>
                  <td class="number">${quantity(firstS, 's')}</td>
                  <td class="number">${times}</td>
                  <td class="number">${quantity(timeS, 's')}</td>
                  <td class="number">${percent(timeS / durationS)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>
  </section>`;
}
