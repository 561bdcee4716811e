using System.Buffers.Binary;

namespace Slipway.Images.Tests.Layers;

/// <summary>The reference checker of whatever filesystem a file is.</summary>
internal static class LayerCheck
{
    private const int SuperblockOffset = 1024;
    private const uint ErofsMagic = 0xE0F5E1E2;

    /// <summary>Fails the test where it finds anything. That of EROFS reads, and unpacks, every file.</summary>
    public static async Task AssertCleanAsync(string path)
    {
        if (!IsErofs(path))
        {
            await E2fsck.AssertCleanAsync(path);
            return;
        }

        var (exitCode, output) = await Tool.RunAsync("fsck.erofs", "--extract", path);
        Assert.True(exitCode == 0 && output.Trim() is "" or "No errors found", $"fsck.erofs --extract: exit code {exitCode}\n{output}");
    }

    private static bool IsErofs(string path)
    {
        using var file = File.OpenHandle(path);
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        return RandomAccess.Read(file, magic, SuperblockOffset) == magic.Length && BinaryPrimitives.ReadUInt32LittleEndian(magic) == ErofsMagic;
    }
}
