using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Slipway.Oci;

/// <summary>
/// What a program was built for, in Go's words: <c>linux/amd64</c>, <c>linux/arm/v7</c> (OCI image-spec 1.1, image-index.md "platform").
/// <see cref="Parse"/> and <see cref="Normalize"/> give one spelling to each platform: <c>x86_64</c> is <c>amd64</c>, <c>arm64/v8</c>
/// is <c>arm64</c>, <c>arm</c> is <c>arm/v7</c>.
/// </summary>
public sealed record Platform
{
    private static readonly string[] s_systems = ["linux", "windows", "darwin", "freebsd", "netbsd", "openbsd", "android", "illumos", "solaris", "plan9", "aix", "wasip1"];

    /// <summary>The operating system: <c>linux</c>.</summary>
    [JsonPropertyName("os")]
    public string Os { get; init; } = "";

    /// <summary>The processor: <c>amd64</c>, <c>arm64</c>.</summary>
    [JsonPropertyName("architecture")]
    public string Architecture { get; init; } = "";

    /// <summary>The level of the processor: <c>v7</c>; null for the plain one.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>The operating system's version; only Windows images have one.</summary>
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    /// <summary>Linux on this machine's processor, whatever system asks: machines always run Linux.</summary>
    public static Platform Current { get; } = new Platform { Os = "linux", Architecture = CurrentArchitecture() }.Normalize();

    /// <summary>Reads <c>os/architecture[/variant]</c>, or one word of it. Errors: <see cref="OciErrorCode.Malformed"/>.</summary>
    public static Platform Parse(string text) => TryParse(text, out var platform)
        ? platform
        : throw new OciException(OciErrorCode.Malformed, $"'{Excerpt.Of(text)}' is not a platform: os/architecture[/variant] is expected, such as linux/arm64 or linux/arm/v7.");

    /// <summary>Reads <c>os/architecture[/variant]</c>; a single word is a known system or else an architecture, the rest is this machine's.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Platform? platform)
    {
        platform = null;
        var parts = text?.Split('/');
        if (parts is null or { Length: > 3 } || parts.Any(static part => !IsWord(part)))
            return false;

        platform = parts switch
        {
            [var os] when s_systems.Contains(os.ToLowerInvariant()) => Current with { Os = os },
            [var architecture] => new Platform { Os = "linux", Architecture = architecture },
            [var os, var architecture] => new Platform { Os = os, Architecture = architecture },
            _ => new Platform { Os = parts[0], Architecture = parts[1], Variant = parts[2] },
        };
        platform = platform.Normalize();
        return true;
    }

    /// <summary>The same platform in its one spelling.</summary>
    public Platform Normalize()
    {
        var os = (Os ?? "").ToLowerInvariant();
        var (architecture, variant) = ((Architecture ?? "").ToLowerInvariant(), Variant?.ToLowerInvariant()) switch
        {
            ("x86_64" or "x86-64" or "amd64", null or "" or "v1") => ("amd64", null),
            ("x86_64" or "x86-64" or "amd64", var v) => ("amd64", v),
            ("i386" or "i486" or "i586" or "i686" or "x86" or "386", _) => ("386", null),
            ("aarch64" or "arm64", null or "" or "8" or "v8" or "v8.0") => ("arm64", null),
            ("aarch64" or "arm64", var v) => ("arm64", WithV(v)),
            ("armhf", _) => ("arm", "v7"),
            ("armel", _) => ("arm", "v6"),
            ("arm", null or "") => ("arm", "v7"),
            ("arm", var v) => ("arm", WithV(v)),
            (var a, null or "") => (a, null),
            var other => other,
        };
        return this with { Os = os == "macos" ? "darwin" : os, Architecture = architecture, Variant = variant, OsVersion = string.IsNullOrEmpty(OsVersion) ? null : OsVersion };
    }

    /// <summary>
    /// How well a program for <paramref name="candidate"/> serves who asked for this platform: 0 is exact, more is worse, null is not at all.
    /// System and architecture must be equal; an older variant of the same processor will do, a newer one will not.
    /// </summary>
    public int? Rank(Platform candidate)
    {
        var (wanted, offered) = (Normalize(), candidate.Normalize());
        if (wanted.Os != offered.Os || wanted.Architecture != offered.Architecture)
            return null;

        if (wanted.OsVersion is not null && offered.OsVersion is not null && wanted.OsVersion != offered.OsVersion)
            return null;

        if (wanted.Variant == offered.Variant)
            return 0;

        return (wanted.Level, offered.Level) switch
        {
            ({ } most, { } has) when has <= most => most - has,
            _ => null,
        };
    }

    /// <summary><c>linux/arm/v7</c>.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    /// <summary>The variant as a number that grows with the processor's abilities (v8.2 is 802); null where variants have no order.</summary>
    private int? Level
    {
        get
        {
            var variant = (Architecture, Variant) switch
            {
                ("amd64", null) => "v1",
                ("arm64", null) => "v8",
                ("amd64" or "arm64" or "arm", { } given) => given,
                _ => null,
            };
            if (variant is not ['v', .. var number])
                return null;

            var parts = number.Split('.');
            var minor = 0;
            return parts.Length <= 2
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
                && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out minor))
                && major < 100 && minor < 100
                ? (major * 100) + minor
                : null;
        }
    }

    private static string WithV(string variant) => char.IsAsciiDigit(variant[0]) ? "v" + variant : variant;

    private static bool IsWord(string part) =>
        part.Length is > 0 and <= 64 && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    private static string CurrentArchitecture() => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        System.Runtime.InteropServices.Architecture.LoongArch64 => "loong64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
