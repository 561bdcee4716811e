using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Registry.Responses;

namespace Slipway.Registry.Errors;

/// <summary>The body of every failure: <c>{"errors":[{"code","message"}]}</c> (distribution-spec 1.1, "Error Codes").</summary>
internal static class ErrorResponse
{
    /// <summary>Sets status and content type and writes the body; headers that belong to the failure are set before.</summary>
    public static Task WriteAsync(HttpContext context, RegistryError error)
    {
        context.Response.StatusCode = error.Status;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return JsonBody.WriteAsync(context, JsonBody.ContentType, error, Write);
    }

    private static void Write(Utf8JsonWriter json, RegistryError error)
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
}
