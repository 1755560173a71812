// Prints the path of the Node that runs our TypeScript: the machine's own, or the one fetched into .node/.
process.stdout.write(process.execPath)
