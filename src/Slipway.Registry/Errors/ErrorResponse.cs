using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry.Errors;

/// <summary>The body of every failure: <c>{"errors":[{"code","message"}]}</c> (distribution-spec 1.1, "Error Codes").</summary>
internal static class ErrorResponse
{
    /// <summary>Sets status and content type and writes the body; headers that belong to the failure are set before.</summary>
    public static async Task WriteAsync(HttpContext context, RegistryError error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = "application/json";
        response.Headers.XContentTypeOptions = "nosniff";
        using var buffer = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("errors"u8);
            json.WriteStartObject();
            json.WriteString("code"u8, error.WireCode);
            json.WriteString("message"u8, error.Message);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        response.ContentLength = buffer.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }
}
