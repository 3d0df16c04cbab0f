<?php
// A receiver on PHP's own form parser: what $_POST and $_FILES hold. Run by `php -S`.

// A name like a[b] becomes a nested array; this tells it under the name that was sent.
function flatten(array $values, ?string $outer = null): array
{
    $rows = [];
    foreach ($values as $key => $value) {
        $name = $outer === null ? (string) $key : "{$outer}[{$key}]";
        array_push($rows, ...(is_array($value) ? flatten($value, $name) : [[$name, $value]]));
    }
    return $rows;
}

header('Content-Type: application/json');
$files = [];
foreach ($_FILES as $field => $file) {
    if ($file['error'] !== UPLOAD_ERR_OK) {
        http_response_code(400);
        echo json_encode(['error' => "upload error {$file['error']}"]);
        exit();
    }
    $files[] = [
        'field' => (string) $field,
        'filename' => $file['name'],
        'contentType' => $file['type'],
        'size' => $file['size'],
        'sha256' => hash_file('sha256', $file['tmp_name']),
    ];
}
echo json_encode(
    [
        'fields' => flatten($_POST),
        'files' => $files,
        'contentLength' => (int) $_SERVER['CONTENT_LENGTH'],
        // The parser drinks the body up: PHP can't count it.
        'received' => null,
        'headers' => array_change_key_case(getallheaders()),
    ],
    JSON_THROW_ON_ERROR,
);
