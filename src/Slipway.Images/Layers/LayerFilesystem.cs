using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems;
using Slipway.Filesystems.Ext4;
using Slipway.Images.Conversion;
using Slipway.Linux.Files;

namespace Slipway.Images.Layers;

/// <summary>The format in which converted layers are written and read.</summary>
internal static class LayerFilesystem
{
    /// <summary>A filesystem as large as what is written to it, for reading only.</summary>
    /// <param name="output">Empty, seekable and writable; stays the caller's.</param>
    /// <param name="label">Volume name.</param>
    public static IFilesystemWriter Create(SafeFileHandle output, string label) => new Ext4Writer(output, OptionsOf(output, label));

    /// <summary>Reads a layer.</summary>
    /// <param name="file">Stays the caller's.</param>
    /// <exception cref="FilesystemException">It is no layer, or damaged.</exception>
    public static IFilesystemReader Open(SafeFileHandle file) => Ext4Reader.Open(file);

    /// <summary>How it is laid out.</summary>
    public static Ext4WriterOptions OptionsOf(SafeFileHandle output, string label) =>
        new(MinimumSizeBytes: 0, label)
        {
            MaximumSizeBytes = ConversionLimits.MaxFilesystemBytes,
            MaximumInodes = ConversionLimits.MaxInodes,
            SpareInodes = 0,
            PunchHole = HolePunch.IsSupported(output) ? (offset, length) => HolePunch.Punch(output, offset, length) : null,
        };
}
