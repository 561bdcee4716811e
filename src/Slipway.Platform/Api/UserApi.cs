using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Contracts.Platform;
using Slipway.Platform.Audit;
using Slipway.Platform.Users;

namespace Slipway.Platform.Api;

/// <summary><c>/v1/users</c>, for administrators of the platform.</summary>
internal sealed class UserApi(ApiGate gate, UserStore users, AuditLog audit)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/users", ForAdministrators(CreateAsync));
        routes.MapGet("/v1/users", ForAdministrators(ListAsync));
        routes.MapDelete("/v1/users/{user}", ForAdministrators(DeleteAsync));
    }

    private RequestDelegate ForAdministrators(Func<ApiRequest, Task> handler) => gate.ForManagers(request =>
    {
        request.Principal.RequireAdministrator();
        return handler(request);
    });

    private async Task CreateAsync(ApiRequest request)
    {
        var asked = await request.ReadAsync(PlatformJson.Default.NewUser);
        var (row, token) = await users.CreateAsync(asked.Name, asked.Administrator, request.Cancellation);
        audit.UserCreated(request.Principal, row.Name);
        audit.TokenCreated(request.Principal, token.Id, $"user:{row.Id}");
        await request.AnswerAsync(new CreatedUser { User = Documents.Of(row), Token = token.Reveal() }, PlatformJson.Default.CreatedUser, StatusCodes.Status201Created);
    }

    private async Task ListAsync(ApiRequest request)
    {
        var size = request.PageSize;
        var rows = await users.ListAsync(request.Last, size, request.Cancellation);
        var (documents, next) = Documents.Page(rows, size, Documents.Of, row => row.Name);
        await request.AnswerAsync(new UserPage { Users = documents, Next = next }, PlatformJson.Default.UserPage);
    }

    private async Task DeleteAsync(ApiRequest request)
    {
        var name = request.Part("user");
        await users.DeleteAsync(name, request.Cancellation);
        audit.UserDeleted(request.Principal, name);
        await request.AnswerDoneAsync();
    }
}
