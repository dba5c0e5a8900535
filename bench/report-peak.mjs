// Preloaded into the benched command: says on standard error how much memory the process needed at most.
process.on('exit', () => {
  process.stderr.write(`peak ${process.resourceUsage().maxRSS} kB\n`);
});
