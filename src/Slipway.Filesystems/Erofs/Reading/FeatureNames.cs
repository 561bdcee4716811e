using System.Globalization;

namespace Slipway.Filesystems.Erofs.Reading;

/// <summary>Names of the incompatible features that exist, as mkfs.erofs(1) spells them where it does.</summary>
internal static class FeatureNames
{
    private static readonly (uint Bit, string Name)[] _names =
    [
        (0x8, "device table or second algorithm"), (0x10, "ztailpacking"), (0x20, "fragments or dedupe"), (0x40, "xattr prefixes"), (0x80, "48bit"),
        (0x100, "metabox"),
    ];

    public static string Of(uint bits)
    {
        var names = _names.Where(pair => (bits & pair.Bit) != 0).Select(static pair => pair.Name).ToList();
        var rest = _names.Aggregate(bits, static (rest, pair) => rest & ~pair.Bit);
        if (rest != 0)
            names.Add("0x" + rest.ToString("x", CultureInfo.InvariantCulture));
        return string.Join(", ", names);
    }
}
