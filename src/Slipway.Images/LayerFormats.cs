using Slipway.Images.Layers;

namespace Slipway.Images;

/// <summary>How people call layer formats.</summary>
public static class LayerFormats
{
    /// <summary>What <c>auto</c> means (docs/decisions/layer-format.md).</summary>
    public const LayerFormat Default = LayerFormat.Ext4;

    /// <summary>The variable of the environment that says what <c>auto</c> means instead.</summary>
    public const string Variable = "SLIPWAY_LAYER_FORMAT";

    private const string Auto = "auto";

    private static readonly (string Name, LayerFormat Format)[] s_formats =
        [(Auto, Default), ("ext4", LayerFormat.Ext4), ("erofs", LayerFormat.Erofs), ("erofs-lz4", LayerFormat.ErofsLz4)];

    /// <summary>All names, <c>auto</c> first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_formats.Select(format => format.Name)];

    /// <summary>The name of a format.</summary>
    public static string NameOf(LayerFormat format) => s_formats.Last(each => each.Format == format).Name;

    /// <summary>The format of a converted layer, by the name of its file.</summary>
    public static LayerFormat OfFile(string fileName) => WriterVersion.FormatOf(Path.GetFileNameWithoutExtension(fileName));

    /// <summary>The format that a choice is.</summary>
    /// <param name="name">One of <see cref="Names"/>; null or empty as <c>auto</c>.</param>
    /// <param name="variable">The environment, for what <c>auto</c> means.</param>
    /// <exception cref="FormatException">It, or what the environment says, is none of the names.</exception>
    public static LayerFormat Choose(string? name, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        if (name is { Length: > 0 } and not Auto)
            return TryParse(name) ?? throw new FormatException($"layer format '{name}' is none of {string.Join(", ", Names)}.");
        return variable(Variable) is not { Length: > 0 } configured
            ? Default
            : TryParse(configured) ?? throw new FormatException($"{Variable} is '{configured}', which is none of {string.Join(", ", Names)}.");
    }

    private static LayerFormat? TryParse(string name) => Array.FindIndex(s_formats, format => format.Name == name) is >= 0 and var index ? s_formats[index].Format : null;
}
