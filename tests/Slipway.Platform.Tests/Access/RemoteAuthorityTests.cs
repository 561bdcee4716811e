using System.Net;
using Microsoft.Extensions.Time.Testing;
using Slipway.Registry.Access;
using Slipway.Registry.Errors;

namespace Slipway.Platform.Tests.Access;

/// <summary>Over the internal API: a change is in force after <see cref="IRegistryAuthority.MaxStaleness"/>.</summary>
public sealed class RemoteAuthorityTests : RegistryAuthorityContract
{
    private readonly CountingHandler _handler = new();
    private HttpClient? _http;
    private RemoteAuthority? _authority;

    private protected override IRegistryAuthority Authority => _authority!;

    private string Secret => File.ReadAllText(Host.Options.RegistrySecretFile).Trim();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _http = new HttpClient(_handler, disposeHandler: true) { BaseAddress = Host.Address };
        _authority = new RemoteAuthority(_http, Secret, Host.Time);
    }

    public override async ValueTask DisposeAsync()
    {
        _http!.Dispose();
        await base.DisposeAsync();
    }

    private protected override void Settle(FakeTimeProvider time) => time.Advance(IRegistryAuthority.MaxStaleness);

    [Fact]
    public async Task AuthenticateAsync_AskedAgain_IsAnsweredFromMemoryUntilTheAnswerIsOld()
    {
        await Authority.AuthenticateAsync(Host.Admin.Token, Cancellation);
        Host.Time.Advance(IRegistryAuthority.MaxStaleness - TimeSpan.FromTicks(1));
        await Authority.AuthenticateAsync(Host.Admin.Token, Cancellation);
        Assert.Equal(1, _handler.Count);
        Host.Time.Advance(TimeSpan.FromTicks(1));
        await Authority.AuthenticateAsync(Host.Admin.Token, Cancellation);
        Assert.Equal(2, _handler.Count);
    }

    [Fact]
    public async Task AuthenticateAsync_ManyAtOnce_AskOnce()
    {
        _handler.Hold();
        var asked = Enumerable.Range(0, 20).Select(_ => Authority.AuthenticateAsync(Host.Admin.Token, Cancellation).AsTask()).ToArray();
        _handler.Release();
        Assert.All(await Task.WhenAll(asked), Assert.NotNull);
        Assert.Equal(1, _handler.Count);
    }

    [Fact]
    public async Task AuthenticateAsync_OneAskerGivesUp_TheOthersGetTheirAnswer()
    {
        _handler.Hold();
        using var impatient = new CancellationTokenSource();
        var first = Authority.AuthenticateAsync(Host.Admin.Token, impatient.Token).AsTask();
        var second = Authority.AuthenticateAsync(Host.Admin.Token, Cancellation).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _handler.Release();
        Assert.NotNull(await second);
    }

    [Fact]
    public async Task AnyQuestion_PlatformGone_IsUnavailableAndNeverNo()
    {
        using var nobody = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1") };
        var authority = new RemoteAuthority(nobody, Secret, Host.Time);
        await AssertUnavailable(() => authority.OrganizationExistsAsync("zzzzzzzzzzzz", Cancellation).AsTask());
        await AssertUnavailable(() => authority.AuthenticateAsync(Host.Admin.Token, Cancellation).AsTask());
    }

    [Fact]
    public async Task AnyQuestion_WrongSecret_IsUnavailableAndSaysWhyInTheCause()
    {
        var authority = new RemoteAuthority(_http!, new string('x', 43), Host.Time);
        var cause = await AssertUnavailable(() => authority.OrganizationExistsAsync("zzzzzzzzzzzz", Cancellation).AsTask());
        Assert.Contains("refused the registry's secret", cause!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InternalApi_ClientsToken_IsRefused() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await Host.Admin.StatusAsync("POST", "/internal/registry/organization", """{"organization_key":"zzzzzzzzzzzz"}"""));

    private static async Task<Exception?> AssertUnavailable(Func<Task> question)
    {
        var failure = await Assert.ThrowsAsync<RegistryException>(question);
        Assert.Equal(RegistryErrorCode.Unavailable, failure.Error.Code);
        return failure.InnerException;
    }

    private sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        private TaskCompletionSource _open = Opened();
        private int _count;

        public int Count => _count;

        public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _open.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            await _open.Task.WaitAsync(cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }

        private static TaskCompletionSource Opened()
        {
            var source = new TaskCompletionSource();
            source.SetResult();
            return source;
        }
    }
}
