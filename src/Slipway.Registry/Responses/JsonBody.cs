using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry.Responses;

/// <summary>Writes small JSON answers with their exact length, and only the headers for HEAD.</summary>
internal static class JsonBody
{
    public const string ContentType = "application/json";

    public static async Task WriteAsync<T>(HttpContext context, string contentType, T content, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
            write(json, content);
        await WriteAsync(context, contentType, buffer.WrittenMemory);
    }

    public static async Task WriteAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> content)
    {
        var response = context.Response;
        response.ContentType = contentType;
        response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await WholeBody.WriteAsync(response, content, context.RequestAborted);
    }
}
