using Slipway.Filesystems;

namespace Slipway.Images.Rootfs;

/// <summary>
/// A directory whose attributes no layer shows as they should be: a machine's writable layer has it, with nothing in it.
/// </summary>
/// <param name="Path">Names with "/" between them; empty for the root.</param>
/// <param name="Mode">Permissions, twelve bits.</param>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
/// <param name="MtimeSeconds">Modification time since 1970.</param>
/// <param name="MtimeNanoseconds">Its fraction.</param>
/// <param name="Xattrs">Extended attributes, names with their namespace.</param>
public sealed record RootfsDirectory(
    byte[] Path, ushort Mode, uint Uid, uint Gid, long MtimeSeconds, uint MtimeNanoseconds, IReadOnlyList<RootfsXattr> Xattrs)
{
    /// <summary>Gives a directory that is being written these attributes, and these extended attributes beside those it has.</summary>
    internal void Describe(IFilesystemWriter tree, Inode directory)
    {
        tree.SetAttributes(directory, new Attributes(Mode, Uid, Gid, MtimeSeconds, MtimeNanoseconds));
        foreach (var xattr in Xattrs)
            tree.SetXattr(directory, xattr.Name, xattr.Value);
    }
}
