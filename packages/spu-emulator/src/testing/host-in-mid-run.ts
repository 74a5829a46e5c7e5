// A host that opens a session at the URL in the first argument, keeps the physics busy, says so and waits to be killed.
import { dialDevice, parseDeviceUrl, StartState } from '@thermoloop/protocol';
import { busySystem } from './busy-system.js';
import { connect, must, program } from './remote-host.js';

const client = await connect(await dialDevice(parseDeviceUrl(process.argv[2] ?? '')));
await program(client, busySystem);
void client.run({ start: StartState.ZERO, runTicks: 1_000_000_000n });
must(await client.status());
process.stdout.write('running\n');
