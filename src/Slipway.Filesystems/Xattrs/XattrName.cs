using System.Text;

namespace Slipway.Filesystems.Xattrs;

/// <summary>
/// The name of an extended attribute as it is stored: the namespace as a number, the rest as bytes (EXT4_XATTR_INDEX_*, Linux
/// fs/ext4/xattr.h; EROFS_XATTR_INDEX_* of fs/erofs/erofs_fs.h are the same). The two POSIX ACLs are namespaces with an empty rest.
/// </summary>
/// <param name="Namespace">Number of the namespace.</param>
/// <param name="Rest">What follows the namespace, at most <see cref="MaximumBytes"/>.</param>
internal readonly record struct XattrName(byte Namespace, ReadOnlyMemory<byte> Rest) : IComparable<XattrName>
{
    public const int MaximumBytes = 255;
    private const byte AccessAcl = 2;
    private const byte DefaultAcl = 3;

    public bool IsAcl => Namespace is AccessAcl or DefaultAcl;

    /// <summary>Splits a name such as <c>security.capability</c>.</summary>
    /// <exception cref="FilesystemException">There is no such namespace, or nothing or too much follows it.</exception>
    public static XattrName Parse(ReadOnlySpan<byte> name)
    {
        for (byte number = 1; number <= 6; number++)
        {
            var prefix = PrefixOf(number);
            if (prefix.IsEmpty || !name.StartsWith(prefix))
                continue;
            var rest = name[prefix.Length..];
            if (number is AccessAcl or DefaultAcl ? rest.IsEmpty : rest.Length is > 0 and <= MaximumBytes && !rest.Contains((byte)0))
                return new XattrName(number, rest.ToArray());
        }

        throw new FilesystemException(
            $"extended attribute '{Show(name)}': there is room for user.*, trusted.* and security.* with 1 to {MaximumBytes} bytes behind the dot, "
            + "system.posix_acl_access and system.posix_acl_default");
    }

    /// <summary>The name with its namespace; null when the number is none that has names.</summary>
    public byte[]? ToBytes()
    {
        var prefix = PrefixOf(Namespace);
        return prefix.IsEmpty ? null : [.. prefix, .. Rest.Span];
    }

    /// <summary>The order in an attribute block: namespace, length, bytes. The kernel's search relies on it.</summary>
    public int CompareTo(XattrName other)
    {
        var order = Namespace.CompareTo(other.Namespace);
        if (order == 0)
            order = Rest.Length.CompareTo(other.Rest.Length);
        return order != 0 ? order : Rest.Span.SequenceCompareTo(other.Rest.Span);
    }

    public override string ToString() => ToBytes() is { } bytes ? Show(bytes) : $"namespace {Namespace}, '{Show(Rest.Span)}'";

    private static ReadOnlySpan<byte> PrefixOf(byte number) => number switch
    {
        1 => "user."u8,
        AccessAcl => "system.posix_acl_access"u8,
        DefaultAcl => "system.posix_acl_default"u8,
        4 => "trusted."u8,
        6 => "security."u8,
        _ => [],
    };

    private static string Show(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name[..Math.Min(name.Length, MaximumBytes)]);
}
