namespace Slipway.Filesystems.Tests.Contract;

public sealed class ErofsLz4ContractTests() : FilesystemContract(TestFormat.ErofsLz4);
