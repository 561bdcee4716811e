using Microsoft.Win32.SafeHandles;
using Slipway.Images.Rootfs;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images;

/// <summary>
/// An image that is ready to run and stays while this is held. The lease is the kernel's shared lock on the rootfs file: it ends with the
/// last descriptor of <see cref="Rootfs"/>, also when the process is killed, and goes on in a child that inherited the descriptor.
/// </summary>
public sealed class ImageLease : IDisposable
{
    private readonly RootfsStore _store;
    private readonly ResolvedImage _image;

    internal ImageLease(RootfsStore store, string name, ResolvedImage image, SafeFileHandle rootfs, string path)
    {
        _store = store;
        _image = image;
        Name = name;
        Rootfs = rootfs;
        RootfsPath = path;
        SizeBytes = RandomAccess.GetLength(rootfs);
    }

    /// <summary>The name it was acquired by, in full.</summary>
    public string Name { get; }

    /// <summary>The manifest's digest: what to deploy by.</summary>
    public Digest Digest => _image.Digest;

    /// <summary>The configuration's digest: what is called the image id.</summary>
    public Digest Id => _image.Manifest.Content.Config.Digest;

    /// <summary>What the programs were built for.</summary>
    public Platform Platform => _image.Platform;

    /// <summary>How the image wants to run.</summary>
    public ImageConfig Config => _image.Config;

    /// <summary>The ext4 file system, read-only, close-on-exec. Owned by the lease.</summary>
    public SafeFileHandle Rootfs { get; }

    /// <summary>The file behind <see cref="Rootfs"/>, for programs that want a name; valid as long as the lease.</summary>
    public string RootfsPath { get; }

    /// <summary>Size of the file system.</summary>
    public long SizeBytes { get; }

    /// <summary>Ends the lease. Twice is no error.</summary>
    public void Dispose()
    {
        if (Rootfs.IsClosed)
            return;
        _store.NoteUse(Rootfs);
        Rootfs.Dispose();
    }
}
