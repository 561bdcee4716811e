namespace Slipway.Filesystems.Tests.Contract;

public sealed class Ext4ContractTests() : FilesystemContract(TestFormat.Ext4);
