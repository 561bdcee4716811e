using Slipway.Filesystems;
using Slipway.Oci.Tar;

namespace Slipway.Images.Conversion;

/// <summary>Which extended attributes of an archive reach the image.</summary>
internal static class XattrPolicy
{
    /// <summary>
    /// False for what is left out: attributes by which overlayfs steers itself (an image could redirect directories or hide files of the
    /// machine's own mount; umoci drops them since 0.4.7), namespaces ext4 does not keep, and <c>user.*</c> where Linux refuses it,
    /// xattr(7).
    /// </summary>
    /// <exception cref="InvalidEntryException">The name is none that could ever be set.</exception>
    public static bool Keeps(ReadOnlySpan<byte> name, TarEntryType type)
    {
        if (name.StartsWith("trusted.overlay."u8) || name.StartsWith("user.overlay."u8))
            return false;
        if (name.SequenceEqual("system.posix_acl_access"u8))
            return type != TarEntryType.SymbolicLink;
        if (name.SequenceEqual("system.posix_acl_default"u8))
            return type == TarEntryType.Directory;
        int dot = name.IndexOf((byte)'.');
        if (dot <= 0 || dot == name.Length - 1)
            throw new InvalidEntryException($"the extended attribute '{ConversionException.Show(name)}' has no namespace or no name");
        ReadOnlySpan<byte> space = name[..dot];
        return space.SequenceEqual("security"u8) || space.SequenceEqual("trusted"u8)
            || (space.SequenceEqual("user"u8) && type is TarEntryType.Regular or TarEntryType.Directory);
    }

    /// <summary>Replaces all extended attributes of an inode; returns how many were left out.</summary>
    public static int Replace(IFilesystemWriter tree, Inode inode, TarEntry entry, ConversionTally tally)
    {
        tree.ClearXattrs(inode);
        int dropped = 0;
        foreach (TarXattr xattr in entry.Xattrs)
        {
            if (!Keeps(xattr.Name.Span, entry.Type))
            {
                dropped++;
                continue;
            }

            tally.AddMetadata(xattr.Name.Length + xattr.Value.Length);
            tree.SetXattr(inode, xattr.Name.Span, xattr.Value.Span);
        }

        return dropped;
    }
}
