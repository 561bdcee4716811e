using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems.Ext4;

namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>An image file that lives as long as its test.</summary>
internal sealed class ScratchImage : IDisposable
{
    public ScratchImage()
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"slipway-ext4-{Guid.NewGuid():N}.img");
        Handle = File.OpenHandle(Path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    public string Path { get; }

    public SafeFileHandle Handle { get; }

    public static ScratchImage Write(Action<Ext4Writer> build, Ext4WriterOptions? options = null)
    {
        var image = new ScratchImage();
        try
        {
            using var writer = new Ext4Writer(image.Handle, options ?? Samples.Options);
            build(writer);
            writer.Finish(Samples.Uuid);
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    public byte[] ReadAll() => File.ReadAllBytes(Path);

    public void Dispose()
    {
        Handle.Dispose();
        File.Delete(Path);
    }
}
