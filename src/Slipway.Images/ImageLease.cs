using Microsoft.Win32.SafeHandles;
using Slipway.Images.Rootfs;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images;

/// <summary>
/// An image that is ready to run and stays while this is held. The lease is the kernel's shared lock on the image's record and on each of its layers: it ends
/// with the last descriptor of them, also when the process is killed, and goes on in a child that inherited the descriptors.
/// </summary>
public sealed class ImageLease : IDisposable
{
    /// <summary>The most <see cref="Layers"/> there are: a VMM has some more devices; each costs a start a little, and volumes need theirs.</summary>
    public const int MaxLayers = 10;

    private readonly RootfsStore _store;
    private readonly SafeFileHandle _record;

    internal ImageLease(RootfsStore store, string name, ResolvedImage image, SafeFileHandle record, IReadOnlyList<RootfsLayer> layers, IReadOnlyList<RootfsDirectory> directories)
    {
        _store = store;
        Resolved = image;
        _record = record;
        Name = name;
        Layers = layers;
        Directories = directories;
    }

    /// <summary>The name it was acquired by, in full.</summary>
    public string Name { get; }

    /// <summary>The manifest's digest: what to deploy by.</summary>
    public Digest Digest => Resolved.Digest;

    /// <summary>The configuration's digest: what is called the image id.</summary>
    public Digest Id => Resolved.Manifest.Content.Config.Digest;

    /// <summary>What the programs were built for.</summary>
    public Platform Platform => Resolved.Platform;

    /// <summary>How the image wants to run.</summary>
    public ImageConfig Config => Resolved.Config;

    /// <summary>The ext4 filesystems of the rootfs, from the lowest to the topmost, for overlayfs to stack; never none. Owned by the lease.</summary>
    public IReadOnlyList<RootfsLayer> Layers { get; }

    /// <summary>What the writable layer above them must have from the start, each directory before those in it.</summary>
    public IReadOnlyList<RootfsDirectory> Directories { get; }

    /// <summary>Manifest and configuration as they were pushed.</summary>
    internal ResolvedImage Resolved { get; }

    internal bool IsDisposed => _record.IsClosed;

    /// <summary>Ends the lease. Twice is no error.</summary>
    public void Dispose()
    {
        if (IsDisposed)
            return;
        _store.NoteUse(_record);
        _record.Dispose();
        foreach (var layer in Layers)
            layer.File.Dispose();
    }
}
