using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Slipway.Platform.Errors;

namespace Slipway.Platform.Api;

/// <summary>One request to the API, of a principal that is known.</summary>
internal sealed record ApiRequest(HttpContext Http, Principal Principal)
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int UsualPage = 100;
    private const int MaxPage = 1000;

    public CancellationToken Cancellation => Http.RequestAborted;

    /// <summary>How many elements the page may have.</summary>
    /// <exception cref="PlatformException">The query asks for what is no number of elements.</exception>
    public int PageSize => Http.Request.Query["limit"].ToString() switch
    {
        "" => UsualPage,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and <= MaxPage => size,
        _ => throw new PlatformException(PlatformErrorCode.Invalid, $"limit is a number from 1 to {MaxPage}."),
    };

    /// <summary>The element after which the page begins; "" for the first page.</summary>
    public string Last => Http.Request.Query["last"].ToString();

    /// <summary>A part of the path, as it was sent.</summary>
    public string Part(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>Reads the body.</summary>
    /// <exception cref="PlatformException">It is too long, no JSON, or not of the kind.</exception>
    public Task<T> ReadAsync<T>(JsonTypeInfo<T> kind) => ReadAsync(Http, kind);

    /// <summary>Reads a body.</summary>
    /// <exception cref="PlatformException">It is too long, no JSON, or not of the kind.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> kind)
    {
        var buffer = new byte[MaxBodyBytes + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, http.RequestAborted);
        if (length > MaxBodyBytes)
            throw new PlatformException(PlatformErrorCode.TooLarge, $"the body is longer than {MaxBodyBytes} bytes.");
        try
        {
            return JsonSerializer.Deserialize(buffer.AsSpan(0, length), kind) ?? throw new PlatformException(PlatformErrorCode.Invalid, "the body is null; a JSON object is wanted.");
        }
        catch (JsonException e)
        {
            throw new PlatformException(PlatformErrorCode.Invalid, $"the body was not understood: {e.Message}");
        }
    }

    /// <summary>Answers with a document.</summary>
    public Task AnswerAsync<T>(T document, JsonTypeInfo<T> kind, int status = StatusCodes.Status200OK) => AnswerAsync(Http, status, document, kind);

    /// <summary>Answers that it is done.</summary>
    public Task AnswerDoneAsync()
    {
        Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Answers with a document, whose length is known before its first byte is sent.</summary>
    public static async Task AnswerAsync<T>(HttpContext http, int status, T document, JsonTypeInfo<T> kind)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(document, kind);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = bytes.Length;
        // Tokens are among the answers.
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
