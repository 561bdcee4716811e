using System.Xml.Linq;

namespace Slipway.Architecture.Tests;

/// <summary>The rooms of the house and the doors between them; docs/design.md says why each door is there.</summary>
public sealed class ReferenceGraphTests
{
    /// <summary>Every project under src/ and the projects it may reference. A new door is a change to the design.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Slipway.Linux"] = [],
        ["Slipway.Contracts"] = [],
        ["Slipway.Filesystems"] = [],
        ["Slipway.Oci"] = ["Slipway.Linux"],
        ["Slipway.Containerd"] = ["Slipway.Oci"],
        ["Slipway.Init"] = ["Slipway.Contracts", "Slipway.Linux"],
        ["Slipway.Images"] = ["Slipway.Containerd", "Slipway.Filesystems", "Slipway.Linux", "Slipway.Oci"],
        ["Slipway.Vmm"] = ["Slipway.Contracts", "Slipway.Filesystems", "Slipway.Linux"],
        ["Slipway.Host"] = ["Slipway.Contracts", "Slipway.Filesystems", "Slipway.Images", "Slipway.Linux", "Slipway.Oci", "Slipway.Vmm"],
        ["Slipway.Registry"] = ["Slipway.Contracts", "Slipway.Linux", "Slipway.Oci"],
        ["Slipway.Platform"] = ["Slipway.Contracts", "Slipway.Linux", "Slipway.Registry"],
        ["Slipway.Daemon"] = ["Slipway.Contracts", "Slipway.Host", "Slipway.Images", "Slipway.Linux", "Slipway.Oci", "Slipway.Platform", "Slipway.Registry"],
        ["Slipway.Cli"] = ["Slipway.Containerd", "Slipway.Contracts", "Slipway.Host", "Slipway.Images", "Slipway.Linux", "Slipway.Oci", "Slipway.Vmm"],
    };

    public static TheoryData<string> Projects() => new(ProjectFiles().Select(file => Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_OnlyWhatTheDesignAllows(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"{project} is not in the design: add it to docs/design.md and to this table.");
        Assert.Empty(ReferencesOf(project).Except(allowed!));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_OutsideLinux_HasNoUnsafeCode(string project)
    {
        if (project == "Slipway.Linux") return;
        var unsafeFlag = XDocument.Load(FileOf(project)).Descendants("AllowUnsafeBlocks").SingleOrDefault()?.Value;
        Assert.True(unsafeFlag is null or "false", $"{project} allows unsafe code; system calls belong in Slipway.Linux.");
    }

    private static IEnumerable<string> ReferencesOf(string project) =>
        XDocument.Load(FileOf(project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    private static string FileOf(string project) => ProjectFiles().Single(file => Path.GetFileNameWithoutExtension(file) == project);

    private static string[] ProjectFiles() => Directory.GetFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories);

    internal static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Slipway.slnx")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException($"Slipway.slnx is in no folder above {AppContext.BaseDirectory}.");
        return directory.FullName;
    }
}
