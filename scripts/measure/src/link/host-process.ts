// Moves bulk codes to the device at the URL of the first argument, as often as a message says; for counts of copies.
import { bulkCodes, connectTo, moveBulk } from './bulk.js';
import { copiedBytes } from './copied-bytes.js';

const client = await connectTo(process.argv[2] ?? '');
const codes = bulkCodes();
process.on('message', ({ moves }: { readonly moves: number }) => {
  void (async () => {
    for (let i = 0; i < moves; i++) await moveBulk(client, codes);
    process.send?.(await copiedBytes());
  })();
});
process.once('SIGTERM', () => void client.close().then(() => process.exit(0)));
process.send?.('ready');
