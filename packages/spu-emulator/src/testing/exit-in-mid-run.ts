// Starts an emulator, keeps its physics busy and ends the process in the way that the first argument names.
import { StartState } from '@thermoloop/protocol';
import { startEmulator } from '../threads/start-emulator.js';
import { busySystem } from './busy-system.js';
import { chipNamed } from './direct-host.js';
import { connect, must, program } from './remote-host.js';

const { transport } = await startEmulator(chipNamed('ideal'));
const client = await connect(transport);
await program(client, busySystem);
void client.run({ start: StartState.ZERO, reads: 1, runTicks: 1_000_000_000n });
must(await client.status());
if (process.argv[2] === 'process.exit') process.exit(3);
throw new Error('uncaught, on purpose');
