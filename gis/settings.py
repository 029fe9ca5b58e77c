"""Settings from the environment and from files of secrets, read once by the entry point."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]
"""The project's folder: sql/, data/ and var/ lie in it."""

SECRETS_DIR = Path("/run/secrets")
"""Where containers find their secrets."""


class Settings(BaseSettings):
    """What an operator may set; every field is an environment variable of its upper-case name.

    Notes
    -----
    An empty variable counts as not set. What is no variable may be a file of that name in ``secrets_dir``, so that keys
    and passwords need not stand in an environment.
    ``database_url`` is the owner's address (migrations). The other roles' addresses are derived from
    it when they are not given. Without it, a private cluster under ``var_dir`` is used.
    ``etl_database_url_file`` is a file with the etl's address, read when an administrator loads a file from a page and
    given to that process alone; without it pages load nothing where the server is not a private cluster.
    ``keep_corrections_days`` and ``keep_reviews_days`` say how long settled reports and refused reviews stay.
    ``map_tiles_url`` puts raster tiles of another host (``https://host/{z}/{x}/{y}.png``) under our map; then browsers
    ask that host, which by default none does.
    ``account_keys`` encrypts what people keep: ``id:key`` pairs with commas between, each key 32 bytes in base64url,
    the first one in use, the others for reading what was written before it (see :mod:`app.credentials.vault`).
    ``second_factor`` ``roles`` gives staff and administrators their role only once they sign in with a second factor.
    ``api_keys_file`` lists offices whose programs may ask more often (see :mod:`app.api.keys`).
    ``operator_name`` to ``location_filing`` say who answers for personal data (see :mod:`app.law.operator`).
    """

    model_config = SettingsConfigDict(env_file=None, env_ignore_empty=True, extra="ignore", frozen=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the library's signature; no .env is read)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (its folder is a setting itself)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment first, then the files of the folder of secrets where there is one.

        Parameters
        ----------
        settings_cls : type
            This class.
        init_settings, env_settings : PydanticBaseSettingsSource
            What the caller gives, and the environment.
        dotenv_settings, file_secret_settings : PydanticBaseSettingsSource
            Not read.

        Returns
        -------
        tuple of PydanticBaseSettingsSource
            The first that knows a setting decides.
        """
        folder = Path(os.environ.get("MINDCONNECT_SECRETS_DIR") or SECRETS_DIR)
        files = (SecretsSettingsSource(settings_cls, secrets_dir=folder),) if folder.is_dir() else ()
        return init_settings, env_settings, *files

    database_url: SecretStr | None = None
    etl_database_url: SecretStr | None = None
    etl_database_url_file: Path | None = None
    app_database_url: SecretStr | None = None
    reader_database_url: SecretStr | None = None
    var_dir: Path = Field(default=ROOT / "var", validation_alias="MINDCONNECT_VAR_DIR")
    data_dir: Path = Field(default=ROOT / "data", validation_alias="MINDCONNECT_DATA_DIR")
    secrets_dir: Path = Field(default=SECRETS_DIR, validation_alias="MINDCONNECT_SECRETS_DIR")
    raw_dir: Path = Field(default=ROOT.parent / "shared" / "data" / "raw", validation_alias="MINDCONNECT_RAW_DIR")
    data_go_kr_key: SecretStr | None = None
    data_go_kr_url: str = "https://api.data.go.kr/openapi"
    data_go_kr_apis_url: str = "https://apis.data.go.kr"
    live_status_url: str | None = None
    live_status_name: str = "Live status service"
    valhalla_url: str | None = None
    keep_corrections_days: int = Field(default=365, ge=30, validation_alias="MINDCONNECT_KEEP_CORRECTIONS_DAYS")
    keep_reviews_days: int = Field(default=180, ge=30, validation_alias="MINDCONNECT_KEEP_REVIEWS_DAYS")
    app_host: str = Field(default="127.0.0.1", validation_alias="MINDCONNECT_HOST")
    app_port: int = Field(default=8501, validation_alias="MINDCONNECT_PORT")
    map_tiles_url: str | None = Field(default=None, validation_alias="MINDCONNECT_MAP_TILES_URL")
    map_tiles_attribution: str = Field(default="", validation_alias="MINDCONNECT_MAP_TILES_ATTRIBUTION")
    account_keys: SecretStr | None = Field(default=None, validation_alias="MINDCONNECT_ACCOUNT_KEYS")
    oidc_issuer: str | None = Field(default=None, validation_alias="MINDCONNECT_OIDC_ISSUER")
    oidc_client_id: str | None = Field(default=None, validation_alias="MINDCONNECT_OIDC_CLIENT_ID")
    oidc_client_secret: SecretStr | None = Field(default=None, validation_alias="MINDCONNECT_OIDC_CLIENT_SECRET")
    oidc_name: str = Field(default="OpenID Connect", validation_alias="MINDCONNECT_OIDC_NAME")
    public_url: str | None = Field(default=None, validation_alias="MINDCONNECT_PUBLIC_URL")
    operator_name: str = Field(default="", validation_alias="MINDCONNECT_OPERATOR_NAME")
    operator_contact: str = Field(default="", validation_alias="MINDCONNECT_OPERATOR_CONTACT")
    privacy_officer: str = Field(default="", validation_alias="MINDCONNECT_PRIVACY_OFFICER")
    privacy_contact: str = Field(default="", validation_alias="MINDCONNECT_PRIVACY_CONTACT")
    security_contact: str = Field(
        default="", pattern=r"^((https://|mailto:|tel:)\S+)?$", validation_alias="MINDCONNECT_SECURITY_CONTACT"
    )
    location_filing: str = Field(default="", validation_alias="MINDCONNECT_LOCATION_FILING")
    encoder_model: str | None = Field(default=None, validation_alias="MINDCONNECT_ENCODER_MODEL")
    recommendation_days: int = Field(default=90, validation_alias="MINDCONNECT_RECOMMENDATION_DAYS", ge=0)
    explain_api: Literal["openai", "anthropic"] | None = Field(default=None, validation_alias="MINDCONNECT_EXPLAIN_API")
    explain_url: str | None = Field(default=None, validation_alias="MINDCONNECT_EXPLAIN_URL")
    explain_model: str = Field(default="", validation_alias="MINDCONNECT_EXPLAIN_MODEL")
    explain_key: SecretStr | None = Field(default=None, validation_alias="MINDCONNECT_EXPLAIN_KEY")
    explain_timeout_s: int = Field(default=6, validation_alias="MINDCONNECT_EXPLAIN_TIMEOUT_S", gt=0)
    limits_url: SecretStr | None = Field(default=None, validation_alias="MINDCONNECT_LIMITS_URL")
    second_factor: Literal["offered", "roles"] = Field(default="offered", validation_alias="MINDCONNECT_SECOND_FACTOR")
    api_keys_file: Path | None = Field(default=None, validation_alias="MINDCONNECT_API_KEYS_FILE")
    metrics_port: int = Field(default=0, ge=0, le=65535, validation_alias="MINDCONNECT_METRICS_PORT")
    metrics_host: str = Field(default="127.0.0.1", validation_alias="MINDCONNECT_METRICS_HOST")
    log_form: Literal["text", "json"] = Field(default="text", validation_alias="MINDCONNECT_LOG_FORM")
    log_level: str = Field(default="INFO", validation_alias="MINDCONNECT_LOG_LEVEL")
