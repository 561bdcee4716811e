using Slipway.Vmm.Kernels;

namespace Slipway.Cli.Commands.Kernels;

/// <summary>Which kernel is in use, for a listing: a choice that is gone is said, and hides nothing of what is there to choose from.</summary>
internal static class DefaultKernel
{
    public static string? VersionOf(KernelStore store, TextWriter error)
    {
        try
        {
            return store.Default()?.Version;
        }
        catch (InvalidDataException e)
        {
            error.WriteLine($"slipway: {Printable.Text(e.Message)}");
            return null;
        }
    }
}
