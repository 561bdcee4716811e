using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems;
using Slipway.Filesystems.Erofs;
using Slipway.Filesystems.Ext4;
using Slipway.Images.Conversion;
using Slipway.Linux.Files;

namespace Slipway.Images.Layers;

/// <summary>Writers and readers of converted layers, for each format.</summary>
internal static class LayerFilesystem
{
    /// <summary>A filesystem as large as what is written to it, for reading only.</summary>
    /// <param name="output">Empty, seekable and writable; stays the caller's.</param>
    /// <param name="label">Volume name.</param>
    public static IFilesystemWriter Create(SafeFileHandle output, LayerFormat format, string label) => format switch
    {
        LayerFormat.Ext4 => new Ext4Writer(output, Ext4OptionsOf(output, label)),
        LayerFormat.Erofs => new ErofsWriter(output, ErofsOptionsOf(output, label)),
        LayerFormat.ErofsLz4 => new ErofsWriter(output, ErofsOptionsOf(output, label) with { IsCompressed = true }),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>Reads a layer of whichever format.</summary>
    /// <param name="file">Stays the caller's.</param>
    /// <exception cref="FilesystemException">It is no layer, or damaged.</exception>
    public static IFilesystemReader Open(SafeFileHandle file) => FilesystemIdentity.IsErofs(file) ? ErofsReader.Open(file) : Ext4Reader.Open(file);

    /// <summary>How an ext4 is laid out.</summary>
    public static Ext4WriterOptions Ext4OptionsOf(SafeFileHandle output, string label) =>
        new(MinimumSizeBytes: 0, label)
        {
            MaximumSizeBytes = ConversionLimits.MaxFilesystemBytes,
            MaximumInodes = ConversionLimits.MaxInodes,
            SpareInodes = 0,
            PunchHole = PunchIn(output),
        };

    private static ErofsWriterOptions ErofsOptionsOf(SafeFileHandle output, string label) =>
        new(label)
        {
            MaximumSizeBytes = ConversionLimits.MaxFilesystemBytes,
            MaximumInodes = ConversionLimits.MaxInodes,
            PunchHole = PunchIn(output),
        };

    private static Action<long, long>? PunchIn(SafeFileHandle output) => HolePunch.IsSupported(output) ? (offset, length) => HolePunch.Punch(output, offset, length) : null;
}
