using System.Net;
using System.Net.Http.Headers;

namespace Slipway.Registry.Blobs.S3;

/// <summary>HeadObject, GetObject, PutObject, DeleteObject.</summary>
internal sealed partial class S3Client
{
    /// <summary>Bytes of an object; null when it is not there, which a missing bucket cannot be told from.</summary>
    public async Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var request = new S3Request(HttpMethod.Head, key);
            return await SendAsync<long>(request, (response, _) => Task.FromResult(TakeLength(request, response)), cancellationToken);
        }
        catch (S3Exception fault) when (fault.Kind == S3FaultKind.Absent)
        {
            return null;
        }
    }

    /// <summary>Starts to read an object; null when it is not there. The caller disposes.</summary>
    public async Task<S3Download?> GetAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(new S3Request(HttpMethod.Get, key), OpenAsync, cancellationToken);
        }
        catch (S3Exception fault) when (fault.Kind == S3FaultKind.Absent)
        {
            return null;
        }

        Task<S3Download> OpenAsync(HttpResponseMessage response, IdleTimer idle) =>
            S3Download.OpenAsync(response, LengthOf(new S3Request(HttpMethod.Get, key), response), idle.Token);
    }

    /// <summary>Starts to read a range that lies within an object of <paramref name="length"/> bytes. The caller disposes.</summary>
    public Task<S3Download> GetRangeAsync(string key, long offset, long count, long length, CancellationToken cancellationToken)
    {
        var request = new S3Request(HttpMethod.Get, key) { Range = new RangeHeaderValue(offset, offset + count - 1) };
        return SendAsync(request, OpenAsync, cancellationToken);

        Task<S3Download> OpenAsync(HttpResponseMessage response, IdleTimer idle)
        {
            var range = response.Content.Headers.ContentRange;
            if (response.StatusCode == HttpStatusCode.PartialContent && range?.Unit == "bytes" && range.From == offset && range.Length == length)
                return S3Download.OpenAsync(response, length, idle.Token);

            response.Dispose();
            throw new S3Exception(
                S3FaultKind.Unexpected,
                $"{Describe(request)}: {count} bytes from {offset} of {length} were asked for; the answer is {(int)response.StatusCode} with range '{S3ErrorBody.Clip($"{range}")}'.");
        }
    }

    /// <summary>Stores an object whole or not at all, over one that is there.</summary>
    public Task PutAsync(string key, S3Payload payload, CancellationToken cancellationToken) =>
        SendAsync(new S3Request(HttpMethod.Put, key) { Payload = payload }, Done, cancellationToken);

    /// <summary>Removes an object; one that is not there is as good.</summary>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(new S3Request(HttpMethod.Delete, key), Done, cancellationToken);
        }
        catch (S3Exception fault) when (fault.Kind == S3FaultKind.Absent)
        {
        }
    }

    private static Task<bool> Done(HttpResponseMessage response, IdleTimer idle)
    {
        response.Dispose();
        return Task.FromResult(true);
    }

    private long TakeLength(S3Request request, HttpResponseMessage response)
    {
        using (response)
            return LengthOf(request, response);
    }

    private long LengthOf(S3Request request, HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentLength is { } length)
            return length;
        response.Dispose();
        throw new S3Exception(S3FaultKind.Unexpected, $"{Describe(request)} was answered without a length; {_address.Host} is no S3 server, or a proxy changes its answers.");
    }
}
