namespace Slipway.Oci.Tests.Tar;

/// <summary>A directory that is gone after the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("slipway-tar-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
