namespace Slipway.Filesystems.Tests.Contract;

public sealed class ErofsContractTests() : FilesystemContract(TestFormat.Erofs);
