using System.Text;

namespace Slipway.Vmm.Consoles;

/// <summary>Finds a kernel's panic message on a console. The microvm machine has no panic device, so the text is what there is; a guest that
/// fakes it deceives only about itself.</summary>
internal static class KernelPanic
{
    private const string Marker = "Kernel panic - not syncing: ";
    private const int MaxLength = 200;

    /// <summary>The last panic message, without control characters and at most 200 characters; null when there is none.</summary>
    public static string? Find(string console)
    {
        var at = console.LastIndexOf(Marker, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var message = new StringBuilder();
        foreach (var c in console.AsSpan(at + Marker.Length))
        {
            if (c is '\r' or '\n' || message.Length == MaxLength)
                break;
            if (!char.IsControl(c))
                message.Append(c);
        }
        return message.ToString();
    }
}
