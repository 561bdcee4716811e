using System.Globalization;

namespace Slipway.Filesystems.Ext4.Reading;

/// <summary>Names of the incompatible features that exist, as mke2fs(8) spells them.</summary>
internal static class FeatureNames
{
    private static readonly (uint Bit, string Name)[] _names =
    [
        (0x1, "compression"), (0x8, "journal_dev"), (0x10, "meta_bg"), (0x100, "mmp"), (0x400, "ea_inode"), (0x1000, "dirdata"),
        (0x8000, "inline_data"), (0x10000, "encrypt"), (0x20000, "casefold"),
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
