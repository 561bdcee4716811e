using Slipway.Images.Layers;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Layers;

/// <summary>What a superblock says, of filesystems that their own tools made.</summary>
public sealed class FilesystemIdentityTests
{
    private const string Uuid = "0f1e2d3c-4b5a-8697-8877-665544332211";

    [Theory]
    [InlineData("mke2fs", "-q", "-F", "-t", "ext4", "-U", Uuid, "DISK")]
    [InlineData("mke2fs", "-q", "-F", "-t", "ext4", "-b", "1024", "-U", Uuid, "DISK")]
    [InlineData("mkfs.erofs", "-U", Uuid, "DISK", "TREE")]
    [InlineData("mkfs.erofs", "-zlz4hc", "-U", Uuid, "DISK", "TREE")]
    public async Task Matches_FilesystemOfTheToolsOwn_OnlyByItsUuidAndLength(string tool, params string[] arguments)
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["tree"]);
        await File.WriteAllBytesAsync(directory["tree/file"], new byte[100_000], TestStore.Token);
        await File.WriteAllBytesAsync(directory["disk"], tool == "mke2fs" ? new byte[4 << 20] : [], TestStore.Token);
        var (exitCode, output) = await Tool.RunAsync(tool, [.. arguments.Select(argument => argument switch { "DISK" => directory["disk"], "TREE" => directory["tree"], _ => argument })]);
        Assert.True(exitCode == 0, output);
        using var file = File.OpenHandle(directory["disk"], access: FileAccess.ReadWrite);
        var length = RandomAccess.GetLength(file);

        Assert.True(FilesystemIdentity.Matches(file, Guid.Parse(Uuid)));
        Assert.False(FilesystemIdentity.Matches(file, Guid.NewGuid()));
        RandomAccess.SetLength(file, length + 4096);
        Assert.False(FilesystemIdentity.Matches(file, Guid.Parse(Uuid)));
        RandomAccess.SetLength(file, length - 4096);
        Assert.False(FilesystemIdentity.Matches(file, Guid.Parse(Uuid)));
    }

    [Fact]
    public async Task Read_AnythingElse_IsNone()
    {
        using var directory = new TemporaryDirectory();
        foreach (var content in new[] { [], new byte[2047], new byte[2048], new byte[4096] })
        {
            await File.WriteAllBytesAsync(directory["disk"], content, TestStore.Token);
            using var file = File.OpenHandle(directory["disk"]);
            Assert.Null(FilesystemIdentity.Read(file));
        }
    }
}
