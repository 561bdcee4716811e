using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems.Ext4;

namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>An image file that lives as long as its test.</summary>
internal sealed class ScratchImage : IDisposable
{
    public ScratchImage()
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"slipway-filesystem-{Guid.NewGuid():N}.img");
        Handle = File.OpenHandle(Path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    public string Path { get; }

    public SafeFileHandle Handle { get; }

    public static ScratchImage Write(Action<Ext4Writer> build, Ext4WriterOptions? options = null) =>
        Write(output => new Ext4Writer(output, options ?? Samples.Options), build);

    /// <summary>An image that some format's writer wrote.</summary>
    public static ScratchImage Write<TWriter>(Func<SafeFileHandle, TWriter> open, Action<TWriter> build)
        where TWriter : IFilesystemWriter
    {
        var image = new ScratchImage();
        try
        {
            using var writer = open(image.Handle);
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
