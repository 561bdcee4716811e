using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slipway.Host.Boot;
using Slipway.Linux.Files;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Host.Templates;

/// <summary>
/// Names what a template was made from: three times 16 hex digits for the kernel's place, the kernel and init in it, and the machine's shape. Templates that
/// differ only in the second are of an earlier kernel or init and can go.
/// </summary>
/// <remarks>The versions of VMM and processor are not in the name: the snapshot says them, and is refused where they are others.</remarks>
internal readonly record struct TemplateKey
{
    /// <summary>Changes with whatever else a template depends on in this code.</summary>
    private const int Layout = 3;

    private const int DigestBytes = 8;

    private TemplateKey(string place, string content, string shape) => (Place, Content, Shape) = (place, content, shape);

    private string Place { get; }

    private string Content { get; }

    private string Shape { get; }

    /// <summary>The key of a machine's template.</summary>
    /// <param name="vmm">The VMM's name.</param>
    /// <exception cref="IOException">The kernel is not there.</exception>
    public static TemplateKey Of(string vmm, VmConfig config, BootFiles boot)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(boot);
        // An initrd's name says which files are in it.
        var init = boot.InitFile is { } file ? $"{FileIdentity.Of(file)}" : boot.InitrdFile;
        var shape = MachineShape.Of(config);
        return new TemplateKey(
            Short(boot.KernelFile),
            Short($"{Layout} {SnapshotManifest.CurrentFormat} {FileIdentity.Of(boot.KernelFile)} {init}"),
            Short(string.Create(
                CultureInfo.InvariantCulture,
                $"{vmm} {shape.Accelerator} {shape.VcpuCount} {shape.MemoryMib} {string.Join(',', shape.Drives)} {shape.Network} {string.Join(' ', config.KernelArguments)}")));
    }

    /// <summary>A template with this name was made from the same kernel file when it, or init, was another.</summary>
    public bool Supersedes(string name) =>
        name.StartsWith(Place + "-", StringComparison.Ordinal) && !name.StartsWith($"{Place}-{Content}-", StringComparison.Ordinal);

    public override string ToString() => $"{Place}-{Content}-{Shape}";

    private static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DigestBytes));
}
