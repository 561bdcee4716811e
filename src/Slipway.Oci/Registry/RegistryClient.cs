using System.Net;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Registry;

/// <summary>
/// Pulls from one repository (distribution-spec 1.1, end-2 and end-3), and asks again after failures that may pass. Thread safe. The caller
/// disposes it after everything it opened.
/// </summary>
internal sealed class RegistryClient(Reference reference, ImageSourceOptions options) : IDisposable
{
    private readonly RegistryConnection _connection = new(reference, RegistryScope.Pull(reference.Repository), options);

    /// <summary>Fetches a manifest or index by tag or digest and verifies it against every digest known of it.</summary>
    public Task<FetchedManifest> GetManifestAsync(string identifier, Digest? digest, CancellationToken cancellationToken)
    {
        var subject = $"manifest {identifier} of {_connection.Name}";
        const string accept = $"{MediaType.OciIndex}, {MediaType.DockerIndex}, {MediaType.OciManifest}, {MediaType.DockerManifest}";
        var get = RegistryRequest.To(HttpMethod.Get, $"v2/{_connection.Repository}/manifests/{identifier}", subject) with { Accept = accept };
        return new Attempts(_connection.Time).RunAsync(ReadAsync, cancellationToken);

        async Task<FetchedManifest> ReadAsync()
        {
            using var body = await GetAsync(get, cancellationToken);
            var bytes = await body.ReadWholeAsync(OciLimits.MaxManifestBytes, subject, cancellationToken);
            return FetchedManifest.Verify(bytes, body.Response, digest, subject);
        }
    }

    /// <summary>Opens a blob, resumable and not verified; the caller disposes.</summary>
    public async Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        var subject = $"blob {blob.Digest} of {_connection.Name}";
        var attempts = new Attempts(_connection.Time);
        var get = RegistryRequest.To(HttpMethod.Get, $"v2/{_connection.Repository}/blobs/{blob.Digest}", subject);
        var body = await attempts.RunAsync(() => GetAsync(get, cancellationToken), cancellationToken);
        try
        {
            return new RegistryBlobStream(this, get, blob.Size, body, attempts);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>One try: to a body with status 200 or 206, which the caller disposes.</summary>
    /// <exception cref="TransientException">Trying again may help.</exception>
    /// <exception cref="OciException">It will not.</exception>
    public async Task<ResponseBody> GetAsync(RegistryRequest get, CancellationToken cancellationToken)
    {
        var response = await _connection.SendAsync(get, cancellationToken);
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent
            ? await _connection.OpenBodyAsync(response, cancellationToken)
            : throw await _connection.FaultAsync(response, get.Subject, cancellationToken);
    }

    public void Dispose() => _connection.Dispose();
}
