using System.Text;

namespace Slipway.Vmm.Kernels;

/// <summary>The release that a kernel calls itself, such as "6.1.192-slipway", and what such a name may look like in the store.</summary>
internal static class KernelRelease
{
    private const int MaxLength = 100;

    /// <summary>Starts the banner of every kernel (Linux, init/version-timestamp.c).</summary>
    private static ReadOnlySpan<byte> Banner => "Linux version "u8;

    /// <summary>Finds the banner in an ELF kernel; null when there is none, as in a kernel that is no Linux.</summary>
    public static string? Find(ReadOnlySpan<byte> elf)
    {
        for (var at = elf.IndexOf(Banner); at >= 0; at = elf.IndexOf(Banner))
        {
            elf = elf[(at + Banner.Length)..];
            var text = elf[..Math.Min(elf.Length, MaxLength)];
            var end = text.IndexOf((byte)' ');
            // The format string "Linux version %s …" is in there too.
            if (end > 0 && Encoding.UTF8.GetString(text[..end]) is var release && IsName(release))
                return release;
        }
        return null;
    }

    /// <summary>Can name a directory of the store: 1 to 100 letters, digits, '.', '_', '-', '+', '~', the first a letter or digit.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxLength && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '~');
}
