using Slipway.Linux.Files;

namespace Slipway.Vmm.Snapshots;

/// <summary>
/// How a file is known again. As long as it is the very file that was sealed and nobody has touched it, which the kernel says, it is taken as it is: reading
/// hundreds of MiB at every start would cost more than the start. A copy, or the file after the host was booted anew (a power cut may have
/// lost what was not on the disk yet), is read through and compared.
/// </summary>
public sealed record FileSeal
{
    public required long Bytes { get; init; }

    /// <summary><see cref="SparseDigest"/>, in hex.</summary>
    public required string Digest { get; init; }

    /// <summary>The file's number, with <see cref="Changed"/> the proof that nobody touched it: no program can set a file's time of change.</summary>
    public required long Inode { get; init; }

    /// <summary>Nanoseconds since 1970 of the last change of content or attributes.</summary>
    public required long Changed { get; init; }

    /// <summary>Which of the host's boots this was in.</summary>
    public required string HostBoot { get; init; }

    /// <summary>Seals a file that nobody writes to any more.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileSeal Of(string path)
    {
        var digest = SparseDigest.Compute(path);
        var identity = FileIdentity.Of(path);
        return new FileSeal { Bytes = identity.Bytes, Digest = digest, Inode = identity.Inode, Changed = identity.ChangedNanoseconds, HostBoot = Linux.Clocks.HostBoot.Read() };
    }

    /// <summary>What is wrong with the file, in words; null: it is the sealed one.</summary>
    /// <param name="isRead">It had to be read through.</param>
    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    public string? FaultOf(string path, out bool isRead)
    {
        isRead = false;
        var identity = FileIdentity.Of(path);
        if (identity.Bytes != Bytes)
            return $"{path} has {identity.Bytes} bytes and had {Bytes}";
        if (identity.Inode == Inode && identity.ChangedNanoseconds == Changed && Linux.Clocks.HostBoot.Read() == HostBoot)
            return null;
        isRead = true;
        return SparseDigest.Compute(path) == Digest ? null : $"{path} has another content than it had";
    }
}
