namespace Slipway.Vmm.Kernels;

/// <summary>Where a kernel came from; kept beside it as one line of text: <c>package linux-image-6.1.0-56-cloud-amd64_6.1.192-2_amd64.deb</c>.</summary>
/// <param name="IsPackage">A distribution's package, fetched because a machine needed a kernel; otherwise a file that somebody gave.</param>
/// <param name="Name">The file's name, without its folder; "unknown" for kernels stored before it was kept.</param>
public sealed record KernelOrigin(bool IsPackage, string Name)
{
    private const string PackageWord = "package ";
    private const string FileWord = "file ";

    /// <summary>Reads such a line; null when it is none.</summary>
    internal static KernelOrigin? TryParse(string line) => line.TrimEnd('\n') switch
    {
        var text when text.StartsWith(PackageWord, StringComparison.Ordinal) => new KernelOrigin(true, text[PackageWord.Length..]),
        var text when text.StartsWith(FileWord, StringComparison.Ordinal) => new KernelOrigin(false, text[FileWord.Length..]),
        _ => null,
    };

    public override string ToString() => (IsPackage ? PackageWord : FileWord) + Name;
}
