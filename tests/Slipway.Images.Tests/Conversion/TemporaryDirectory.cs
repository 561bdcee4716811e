using System.Diagnostics;

namespace Slipway.Images.Tests.Conversion;

/// <summary>A directory that is gone after the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("slipway-convert-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>By rm, since .NET cannot delete names that are not UTF-8.</summary>
    public void Dispose()
    {
        using Process remove = Process.Start("rm", ["-rf", "--one-file-system", Path]);
        remove.WaitForExit();
    }
}
