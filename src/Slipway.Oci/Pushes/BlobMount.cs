using System.Net;
using Slipway.Oci.Registry;

namespace Slipway.Oci.Pushes;

/// <summary>Takes blobs over from another repository of the same registry (distribution-spec 1.1, end-11), which moves no byte.</summary>
/// <param name="connection">One whose tokens are good for pulling from there too; not the one for uploads, since not every token service gives those.</param>
/// <param name="from">The other repository's path.</param>
internal sealed class BlobMount(RegistryConnection connection, string from) : IDisposable
{
    /// <summary>The other repository is closed to this login, which asking once more per blob would not change.</summary>
    private volatile bool _isClosed;

    /// <summary>
    /// The answer 201, mounted, or 202, an upload session instead, which the caller disposes; null when the registry or its token service
    /// refuses, so that an upload must be begun as if there were no other repository.
    /// </summary>
    /// <exception cref="TransientException">Trying again may help.</exception>
    public async Task<HttpResponseMessage?> AskAsync(string repository, Digest blob, string subject, CancellationToken cancellationToken)
    {
        if (_isClosed)
            return null;

        var target = $"v2/{repository}/blobs/uploads/?mount={Uri.EscapeDataString(blob.ToString())}&from={Uri.EscapeDataString(from)}";
        var post = RegistryRequest.To(HttpMethod.Post, target, $"the mount of {subject}") with { Body = static () => new ByteArrayContent([]) };
        HttpResponseMessage response;
        try
        {
            response = await connection.SendAsync(post, cancellationToken);
        }
        catch (OciException refused) when (refused.Code is OciErrorCode.Unauthorized or OciErrorCode.Forbidden or OciErrorCode.NotFound)
        {
            _isClosed = true;
            return null;
        }

        if (response.StatusCode is HttpStatusCode.Created or HttpStatusCode.Accepted)
            return response;

        var refusal = await connection.FaultAsync(response, post.Subject, cancellationToken);
        return refusal is TransientException ? throw refusal : null;
    }

    public void Dispose() => connection.Dispose();
}
