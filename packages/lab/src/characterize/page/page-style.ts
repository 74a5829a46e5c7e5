/** What this page has beside the report's style. */
export const pageStyle = `
.figures tbody th { white-space: normal; min-width: 13rem; max-width: 22rem; }
.figures td.value { min-width: 6rem; }
.figures code.quiet { font-weight: 400; overflow-wrap: anywhere; }
.figures td.small { min-width: 14rem; max-width: 30rem; }
.verdict.pass { color: var(--good); border-color: currentColor; }
.verdict.fail { color: #fff; background: var(--bad); border-color: var(--bad); font-weight: 600; }
@media (prefers-color-scheme: dark) { @media not print { .verdict.fail { color: var(--page); } } }
`;
