using Microsoft.AspNetCore.Http;
using Slipway.Registry.Errors;
using Slipway.Registry.Metadata;
using Slipway.Registry.Responses;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Distribution;

/// <summary><c>/v2/_catalog</c> (Docker's API, not in OCI): the repositories of the caller's organization, for its administrators.</summary>
internal sealed class CatalogResource(RegistryOptions options, RegistryDatabase database)
{
    public Task HandleAsync(HttpContext context, RegistryRequest request)
    {
        MethodNotAllowed.ThrowUnlessRead(context);
        if (!request.Caller.MayListRepositories)
            throw new RegistryException(RegistryErrorCode.Denied, $"only administrators of {request.Caller.Organization} may list its repositories.");

        var query = PageQuery.Read(context.Request.Query, options.MaxPageSize);
        var page = query.Max == 0 ? new Page<string>([], More: false) : database.ListRepositories(request.Caller.OrganizationKey, query.Last, query.Max);
        if (page.More)
        {
            context.Response.Headers.Link = Locations.Next(
                context.Request.PathBase.Value + "/v2/_catalog", $"n={query.Max}&last={Uri.EscapeDataString(page.Items[^1])}");
        }

        return CatalogBody.WriteAsync(context, page.Items);
    }
}
