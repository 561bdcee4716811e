using System.Text.Json.Serialization;

namespace Slipway.Oci.Layouts;

/// <summary>JSON that only layouts have.</summary>
[JsonSerializable(typeof(LayoutMarker))]
internal sealed partial class LayoutJsonContext : JsonSerializerContext;
