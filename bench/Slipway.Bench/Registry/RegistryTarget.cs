using System.Text;

namespace Slipway.Bench.Registry;

/// <summary>One running registry: where it is, what its clients say to log in, and where it keeps blobs. Disposal ends it.</summary>
/// <param name="login">What stands in Authorization; null where nobody has to log in.</param>
/// <param name="catalogLogin">The same for the catalog.</param>
/// <param name="blobDirectory">Holds <c>HH/HEX</c>, a file or a directory for each blob.</param>
internal sealed class RegistryTarget(
    string name, ServerProcess server, int port, string blobDirectory, string? login, string? catalogLogin) : IDisposable
{
    public string Name => name;

    public int Port => port;

    public ServerProcess Server => server;

    public Uri Base => new($"http://127.0.0.1:{port}");

    /// <summary>What an Authorization header holds, or null.</summary>
    public string? Login => login;

    /// <summary>A request without a body, as it goes over the wire.</summary>
    /// <param name="headers">Further headers, each with its line end.</param>
    public byte[] Request(string method, string path, string headers = "") => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{Authorization(path.StartsWith("/v2/_catalog", StringComparison.Ordinal) ? catalogLogin : login)}{headers}\r\n");

    /// <summary>Takes pushed blobs off the disk, behind the registry's back: nobody asks for them again.</summary>
    public void Remove(IEnumerable<string> digests)
    {
        foreach (var hex in digests.Select(digest => digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..]))
        {
            var path = Path.Combine(blobDirectory, hex[..2], hex);
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
    }

    public void Dispose() => server.Dispose();

    private static string Authorization(string? login) => login is null ? "" : $"Authorization: {login}\r\n";
}
