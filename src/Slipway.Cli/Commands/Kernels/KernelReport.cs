using System.Text.Json.Serialization;
using Slipway.Vmm.Kernels;

namespace Slipway.Cli.Commands.Kernels;

/// <summary>One element of what <c>slipway kernel list --format json</c> prints; what <c>import</c> and <c>use</c> print.</summary>
/// <param name="Version">Its name, which <c>use</c> and <c>run --kernel</c> take.</param>
/// <param name="Origin">The package or file it came from.</param>
/// <param name="SizeBytes">Of the ELF file that the VMM loads.</param>
/// <param name="HasBuiltInDrivers">It boots without an initrd.</param>
/// <param name="IsDefault">The next machine boots it unless told otherwise.</param>
/// <param name="File">The ELF file.</param>
internal sealed record KernelReport(string Version, string Origin, long SizeBytes, bool HasBuiltInDrivers, bool IsDefault, string File)
{
    public static KernelReport Of(GuestKernel kernel, string? defaultVersion) => new(
        kernel.Version, kernel.Origin.ToString(), new FileInfo(kernel.BootFile).Length, kernel.ModuleFiles.Count == 0, kernel.Version == defaultVersion, kernel.BootFile);
}

[JsonSerializable(typeof(KernelReport))]
[JsonSerializable(typeof(IReadOnlyList<KernelReport>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class KernelJson : JsonSerializerContext;
