// s3rver for tests: node s3rver-server.js PATH_OF_S3RVER. Keeps everything in a directory of its own, listens on a free port of the loopback, prints it as
// its only line once it serves, and ends with the directory when standard input ends. Its key is always S3RVER / S3RVER.
const fs = require("fs");
const os = require("os");
const path = require("path");
const S3rver = require(process.argv[2]);

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-s3rver-"));
const server = new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory });
server.run((error, address) => {
  if (error) throw error;
  console.log(address.port);
});
process.stdin.resume();
process.stdin.on("end", () => {
  fs.rmSync(directory, { recursive: true, force: true });
  process.exit(0);
});
