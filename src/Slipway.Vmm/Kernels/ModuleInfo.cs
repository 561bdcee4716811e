using System.Text;

namespace Slipway.Vmm.Kernels;

/// <summary>
/// A kernel module's own account of itself: the section .modinfo, NUL-separated "key=value" (Linux, include/linux/moduleinfo.h and
/// scripts/mod/modpost.c). Packages carry no modules.dep, since depmod writes it on the host that installs them, so the dependencies are
/// read here.
/// </summary>
internal static class ModuleInfo
{
    /// <summary>The modules that must be loaded first, by normalised name, in no order.</summary>
    public static IReadOnlyList<string> ReadDependencies(ReadOnlyMemory<byte> module, string subject)
    {
        var text = Encoding.ASCII.GetString(ElfFile.Parse(module, subject).Section(".modinfo"));
        foreach (var entry in text.Split('\0'))
        {
            if (entry.StartsWith("depends=", StringComparison.Ordinal))
                return [.. entry["depends=".Length..].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Normalise)];
        }
        return [];
    }

    /// <summary>A module's name as the kernel compares it: file name without .ko and its packing, with '_' for '-'.</summary>
    public static string Normalise(string pathOrName)
    {
        var name = pathOrName[(pathOrName.LastIndexOf('/') + 1)..];
        var suffix = name.IndexOf(".ko", StringComparison.Ordinal);
        return (suffix < 0 ? name : name[..suffix]).Replace('-', '_');
    }
}
