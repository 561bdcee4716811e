using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Routing;

/// <summary>
/// A request that the authorizer has let through: what the handlers and the gateway work from, and never again from the path. Found by
/// <c>context.Features.Get&lt;RegistryRequest&gt;()</c>.
/// </summary>
/// <param name="Route">The resource.</param>
/// <param name="Caller">Who asks; every action that the method needs is granted.</param>
/// <param name="Repository">The stored repository behind the route's name; null for routes without one.</param>
/// <param name="Mount">What a POST with <c>mount=</c> may mount from; null for every other request.</param>
public sealed record RegistryRequest(RegistryRoute Route, Caller Caller, StoredName? Repository, MountRequest? Mount);
