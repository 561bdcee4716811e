namespace Slipway.Oci.Tests.Registry;

/// <summary>A <c>config.json</c> with one login, for a registry whose port is known only once it runs.</summary>
internal sealed class CredentialFile(string entry) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public string Path => System.IO.Path.Combine(_directory.Path, "config.json");

    public void Write(string registry) => File.WriteAllText(Path, $$$$"""{"auths":{"{{{{registry}}}}":{{{{entry}}}}}}""");

    public void Dispose() => _directory.Dispose();
}
