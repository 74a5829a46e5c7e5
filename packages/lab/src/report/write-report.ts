import { join } from 'node:path';
import { z } from 'zod';
import { runFiles } from '../run-directory/run-directory.js';
import { writeWhole } from '../run-directory/write-whole.js';
import { buildReport } from './build-report.js';
import { readRun } from './run-files.js';

/** The result document of `report`. */
export const reportResultSchema = z.strictObject({
  schema: z.literal('thermoloop.report/1'),
  status: z.literal('done'),
  report: z.string(),
});
export type ReportResult = z.output<typeof reportResultSchema>;

/** Writes the report of a run directory again. @throws InputError where it is none */
export async function writeReport(directory: string): Promise<ReportResult> {
  const run = readRun(directory);
  const report = join(directory, runFiles.report);
  writeWhole(report, await buildReport(run));
  return { schema: 'thermoloop.report/1', status: 'done', report };
}
