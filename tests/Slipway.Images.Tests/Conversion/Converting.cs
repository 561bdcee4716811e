using Slipway.Images.Conversion;
using Slipway.Oci;

namespace Slipway.Images.Tests.Conversion;

/// <summary>Shorthands to convert layers that are in memory.</summary>
internal static class Converting
{
    public static LayerInput Layer(byte[] tar, byte[]? stored = null, string name = "sha256:test") =>
        new(name, (stored ?? tar).Length, Digest.Of(tar), _ => Task.FromResult<Stream>(new MemoryStream(stored ?? tar)));

    public static Task<ConversionSummary> ToFileAsync(string path, params byte[][] tars) => ToFileAsync(path, LayerFormat.Ext4, tars);

    public static Task<ConversionSummary> ToFileAsync(string path, LayerFormat format, params byte[][] tars) =>
        ToFileAsync(path, [.. tars.Select((tar, i) => Layer(tar, name: $"sha256:layer{i}"))], format: format);

    public static async Task<ConversionSummary> ToFileAsync(string path, IReadOnlyList<LayerInput> layers, ConversionOptions? options = null, LayerFormat format = LayerFormat.Ext4)
    {
        using var output = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
        return await ImageConverter.ConvertAsync(
            output, layers, format, options ?? new ConversionOptions(), new Progress<ConversionProgress>(), TestContext.Current.CancellationToken);
    }

    /// <summary>Converts and returns the image's bytes.</summary>
    public static async Task<byte[]> ToBytesAsync(LayerFormat format, params LayerInput[] layers)
    {
        using var directory = new TemporaryDirectory();
        await ToFileAsync(directory["image"], layers, format: format);
        return await File.ReadAllBytesAsync(directory["image"], TestContext.Current.CancellationToken);
    }

    /// <summary>Converts what must fail.</summary>
    public static async Task<ConversionException> FailAsync(params byte[][] tars)
    {
        using var directory = new TemporaryDirectory();
        return await Assert.ThrowsAsync<ConversionException>(() => ToFileAsync(directory["image"], tars));
    }
}
