const badUsage = 2;

/**
 * What `parse` makes of the command line. `--help` prints the usage and ends the process; what is not understood
 * ends it with status 2.
 */
export function understood<T>(usage: string, parse: () => T): T {
  if (process.argv.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parse();
  } catch (error) {
    const [reason] = (error as Error).message.split('. ');
    return refuse(`${reason}\n${usage}`);
  }
}

/** A whole number of at least 1 given to a flag. */
export function wholeNumber(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  return refuse(`--${flag}: found ${text}; expected a whole number of at least 1`);
}

/** Ends the process with status 2. */
export function refuse(message: string): never {
  console.error(`error: ${message}`);
  process.exit(badUsage);
}
