using System.Text;
using Slipway.Filesystems.Ext4;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Ext4.Xattrs;

public sealed class XattrTests
{
    private static readonly byte[] _capability = Convert.FromHexString(Samples.CapabilityHex);
    private static readonly byte[] _acl = Convert.FromHexString(Samples.AclHex);

    [Fact]
    public async Task SetXattr_ManyKinds_IsCleanAndReadByDebugfs()
    {
        using var image = ScratchImage.Write(BuildTree);
        await E2fsck.AssertCleanAsync(image.Path);
        Assert.Equal(Convert.ToHexString(_capability), await DebugfsValueAsync(image, "/tool", "security.capability"));
        Assert.Equal(Convert.ToHexString(Samples.Content(3000)), await DebugfsValueAsync(image, "/tool", "user.large"));
        var (_, listing) = await Tool.RunAsync("debugfs", "-R", "ea_list /folder", image.Path);
        Assert.Contains("trusted.overlay.opaque", listing, StringComparison.Ordinal);
        Assert.DoesNotContain("user.gone", listing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetXattr_ManyKinds_IsReadByTheKernel()
    {
        using var image = ScratchImage.Write(BuildTree);
        await using var mount = await LoopMount.CreateAsync(image);
        Assert.Equal(Convert.ToHexString(_capability), await KernelValueAsync(mount, "tool", "security.capability"));
        Assert.Equal(Convert.ToHexString(_acl), await KernelValueAsync(mount, "tool", "system.posix_acl_access"));
        Assert.Equal(Convert.ToHexString(Samples.Content(3000)), await KernelValueAsync(mount, "tool", "user.large"));
        Assert.Equal("", await KernelValueAsync(mount, "tool", "user.empty"));
        Assert.Equal(Convert.ToHexString("y"u8), await KernelValueAsync(mount, "folder", "trusted.overlay.opaque"));
        Assert.Equal(Convert.ToHexString("label"u8), await KernelValueAsync(mount, "link", "security.selinux"));
        for (var i = 0; i < 40; i++)
            Assert.Equal(Convert.ToHexString(Samples.Content(i, i)), await KernelValueAsync(mount, "many", $"user.n{i}"));
        var (_, capabilities) = await Tool.RunAsync("getcap", Path.Combine(mount.Folder, "tool"));
        Assert.Contains("cap_net_bind_service", capabilities, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetXattr_NoRoom_ThrowsAndKeepsWhatWas()
    {
        using var image = ScratchImage.Write(static writer =>
        {
            var file = writer.AddFile(writer.Root, "file", []);
            writer.SetXattr(file, "user.a"u8, Samples.Content(3500));
            var error = Assert.Throws<FilesystemException>(() => writer.SetXattr(file, "user.b"u8, Samples.Content(600)));
            Assert.Contains("user.b", error.Message, StringComparison.Ordinal);
            Assert.Throws<FilesystemException>(() => writer.SetXattr(file, "user.a"u8, Samples.Content(4090)));
            var other = writer.AddFile(writer.Root, "other", []);
            Assert.Throws<FilesystemException>(() => writer.SetXattr(other, "user.a"u8, Samples.Content(4096)));
        });
        await E2fsck.AssertCleanAsync(image.Path);
        Assert.Equal(Convert.ToHexString(Samples.Content(3500)), await DebugfsValueAsync(image, "/file", "user.a"));
    }

    [Theory]
    [InlineData("user.")]
    [InlineData("user")]
    [InlineData("system.data")]
    [InlineData("system.posix_acl_access.more")]
    [InlineData("com.apple.quarantine")]
    public void SetXattr_NameExt4CannotStore_Throws(string name)
    {
        using var image = ScratchImage.Write(writer =>
            Assert.Throws<FilesystemException>(() => writer.SetXattr(writer.Root, Encoding.UTF8.GetBytes(name), [1])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("01000000")]
    [InlineData("0200000001000600")]
    [InlineData("0200000003000600FFFFFFFF")]
    [InlineData("0200000001000800FFFFFFFF")]
    public void SetXattr_MalformedAcl_Throws(string hex)
    {
        using var image = ScratchImage.Write(writer =>
            Assert.Throws<FilesystemException>(() => writer.SetXattr(writer.Root, "system.posix_acl_default"u8, Convert.FromHexString(hex))));
    }

    [Fact]
    public async Task Remove_InodeWithXattrs_LeavesNoneForItsSuccessor()
    {
        using var image = ScratchImage.Write(static writer =>
        {
            var first = writer.AddFile(writer.Root, "first", []);
            writer.SetXattr(first, "user.a"u8, Samples.Content(1000));
            writer.Remove(writer.Root, "first"u8);
            Assert.Equal(first, writer.AddFile(writer.Root, "second", []));
        });
        await E2fsck.AssertCleanAsync(image.Path);
        var (_, listing) = await Tool.RunAsync("debugfs", "-R", "ea_list /second", image.Path);
        Assert.DoesNotContain("user.a", listing, StringComparison.Ordinal);
    }

    [Fact]
    public void Finish_XattrsInAnyOrder_GivesSameBytes()
    {
        using var first = ScratchImage.Write(static writer => SetNumbered(writer, Enumerable.Range(0, 30)));
        using var second = ScratchImage.Write(static writer => SetNumbered(writer, Enumerable.Range(0, 30).Reverse()));
        Assert.Equal(first.ReadAll(), second.ReadAll());
    }

    private static void SetNumbered(Ext4Writer writer, IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
        {
            writer.SetXattr(writer.Root, Encoding.UTF8.GetBytes($"trusted.{number}"), Samples.Content(4, number));
        }
    }

    private static void BuildTree(Ext4Writer writer)
    {
        var tool = writer.AddFile(writer.Root, "tool", Samples.Content(10));
        writer.SetXattr(tool, "user.large"u8, Samples.Content(3000));
        writer.SetXattr(tool, "user.empty"u8, []);
        writer.SetXattr(tool, "security.capability"u8, [1]);
        writer.SetXattr(tool, "security.capability"u8, _capability);
        writer.SetXattr(tool, "system.posix_acl_access"u8, _acl);
        var folder = writer.AddDirectory(writer.Root, "folder");
        writer.SetXattr(folder, "user.gone"u8, [1, 2, 3]);
        writer.ClearXattrs(folder);
        writer.SetXattr(folder, "trusted.overlay.opaque"u8, "y"u8);
        writer.SetXattr(folder, "system.posix_acl_default"u8, _acl);
        var link = writer.CreateSymbolicLink(writer.Root, "link"u8, "tool"u8, Samples.FileAttributes);
        writer.SetXattr(link, "security.selinux"u8, "label"u8);
        writer.SetXattr(link, "trusted.block"u8, Samples.Content(200));
        var many = writer.AddFile(writer.Root, "many", []);
        for (var i = 0; i < 40; i++)
            writer.SetXattr(many, Encoding.UTF8.GetBytes($"user.n{i}"), Samples.Content(i, i));
    }

    private static async Task<string> DebugfsValueAsync(ScratchImage image, string path, string name)
    {
        var file = Path.GetTempFileName();
        try
        {
            await Tool.RunAsync("debugfs", "-R", $"ea_get -f {file} {path} {name}", image.Path);
            return Convert.ToHexString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> KernelValueAsync(LoopMount mount, string path, string name)
    {
        var (exitCode, output) = await Tool.RunAsync("getfattr", "-h", "--absolute-names", "-e", "hex", "-n", name, Path.Combine(mount.Folder, path));
        Assert.True(exitCode == 0, output);
        var line = output.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal));
        var value = line[name.Length..].TrimStart('=');
        return value.StartsWith("0x", StringComparison.Ordinal) ? value[2..].ToUpperInvariant() : value;
    }
}
